using System.Text;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Native;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>A model's chat template, rendered by llama.cpp, which knows the common ones by their look (it runs no Jinja).</summary>
internal sealed unsafe class ChatTemplate
{
    private readonly byte[]? _template;

    private ChatTemplate(byte[]? template) => _template = template;

    public static ChatTemplate Read(ModelHandle model)
    {
        var template = LlamaNative.ModelChatTemplate(model, null);
        return new ChatTemplate(template is null ? null : NativeText.ZeroTerminated(NativeText.Read(template)));
    }

    /// <summary>The prompt for the assistant's next turn, as text.</summary>
    /// <exception cref="EngineException">There is no template, or one that llama.cpp does not know.</exception>
    public string Render(IReadOnlyList<ChatTurn> turns)
    {
        if (_template is null)
            throw new EngineException("The model has no chat template (tokenizer.chat_template in its GGUF file). Use plain completions, or a model that was made for chats.");

        using var messages = new NativeMessages(turns);
        var buffer = new byte[messages.ByteCount * 2 + 256];
        var length = RenderInto(buffer, messages);
        if (length > buffer.Length)
        {
            buffer = new byte[length];
            length = RenderInto(buffer, messages);
        }

        if (length < 0)
            throw new EngineException("llama.cpp does not know the model's chat template. Use plain completions, or a model with one of the common templates.");
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private int RenderInto(byte[] buffer, NativeMessages messages)
    {
        fixed (byte* template = _template)
        fixed (byte* start = buffer)
            return LlamaNative.ChatApplyTemplate(template, messages.View, (nuint)messages.Count, addAssistant: true, start, buffer.Length);
    }
}
