using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>A model's chat template, rendered by llama.cpp, which knows the common ones by their look (it runs no Jinja).</summary>
internal sealed class ChatTemplate(IModelHandle model)
{
    private readonly string? _template = model.ChatTemplate;

    /// <summary>The prompt for the assistant's next turn, as text.</summary>
    /// <exception cref="EngineException">There is no template, or one that llama.cpp does not know.</exception>
    public string Render(IReadOnlyList<ChatTurn> turns)
    {
        if (_template is null)
            throw new EngineException("The model has no chat template (tokenizer.chat_template in its GGUF file). Use plain completions, or a model that was made for chats.");
        return model.Render(_template, turns)
            ?? throw new EngineException("llama.cpp does not know the model's chat template. Use plain completions, or a model with one of the common templates.");
    }
}
