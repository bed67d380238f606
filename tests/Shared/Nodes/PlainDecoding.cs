using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Grammars;
using SpecMesh.Inference.Text;
using SpecMesh.NodeHosting;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.Testing.Nodes;

/// <summary>What a generation must give: one token after the other from a scripted engine, with nothing between.</summary>
internal static class PlainDecoding
{
    public static int[] Generate(ScriptedOptions options, Generation generation)
    {
        using var engine = new ScriptedEngine(options with { Exact = false, BeforePass = null, PassDuration = null, FailOnPass = 0 });
        var grammar = generation.Grammar.Length > 0 ? new GrammarConstraint(Grammar.Parse(generation.Grammar), engine.Vocabulary) : null;
        var tokens = new List<int>(Prompt(engine.Vocabulary, generation));
        var prompt = tokens.Count;
        var sampler = new CoupledSampler(generation.Sampling.ToParameters().WithEnds(generation, engine.Vocabulary, prompt));
        var end = Math.Min(options.Context - 1, generation.MaxTokens == 0 ? int.MaxValue : prompt + generation.MaxTokens);
        var batch = new DecodeBatch();
        var cached = 0;
        do
        {
            batch.Clear();
            for (; cached < tokens.Count; cached++)
                batch.Add(tokens[cached], cached, 0, cached + 1 == tokens.Count);
            engine.Decode(batch);
            tokens.Add(sampler.Sample(engine.Logits(batch.Count - 1), tokens.ToArray(), grammar));
            grammar?.Accept(tokens[^1]);
        }
        while (!engine.Vocabulary.IsEndOfGeneration(tokens[^1]) && tokens.Count < end);

        return [.. tokens[prompt..]];
    }

    public static int[] Prompt(IVocabulary vocabulary, Generation generation) => generation.PromptCase switch
    {
        Generation.PromptOneofCase.Text => vocabulary.Tokenize(generation.Text, addSpecial: true, parseSpecial: false),
        Generation.PromptOneofCase.Tokens => [.. generation.Tokens.Ids],
        _ => vocabulary.ApplyChatTemplate([.. generation.Chat.Messages.Select(message => new ChatTurn(message.Role, message.Content))]),
    };

    /// <summary>The text of tokens; an end token has none.</summary>
    public static string Text(IVocabulary vocabulary, IEnumerable<int> tokens)
    {
        var utf8 = new Utf8Assembler();
        return string.Concat(tokens.Select(token => utf8.Append(vocabulary.Piece(token).Span))) + utf8.Flush();
    }
}
