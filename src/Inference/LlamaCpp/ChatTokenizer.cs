using System.Globalization;
using System.Text.RegularExpressions;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>
/// Turns a chat into tokens so that only the template makes control tokens: a user who types <c>&lt;|im_end|&gt;</c> gets those
/// ten characters and no end of turn.
/// </summary>
/// <remarks>
/// The chat is tokenised twice. Once in <b>parts</b>: the template is rendered with a placeholder for each content, and its markup
/// (control tokens allowed) and the contents (not allowed) are tokenised one by one. And once as a <b>whole</b>, as the model
/// saw it in training. If both have the same control tokens, the contents hold none and the whole is used: merges across a
/// border (a content that begins with a line break after the line break of the markup) come out as in training. Else a
/// content spells a control token, and the parts are used. They may differ from training at the borders, by merges or by
/// the space that SentencePiece puts before a text; the model reads both.
/// </remarks>
internal static partial class ChatTokenizer
{
    public static int[] Tokenize(ChatTemplate template, LlamaVocabulary vocabulary, IReadOnlyList<ChatTurn> turns)
    {
        var whole = vocabulary.Tokenize(Render(template, turns), addSpecial: false, parseSpecial: true);
        var parts = TokenizeParts(template, vocabulary, turns);
        return ControlTokens(whole).SequenceEqual(ControlTokens(parts)) ? whole : parts;

        IEnumerable<int> ControlTokens(int[] tokens) => tokens.Where(vocabulary.IsControl);
    }

    /// <summary>The chat as text.</summary>
    public static string Render(ChatTemplate template, IReadOnlyList<ChatTurn> turns)
    {
        if (turns.Count == 0)
            throw new EngineException("The chat has no messages. Send at least one.");
        foreach (var turn in turns)
        {
            // A role is part of the markup, so it must not be able to spell any of its own.
            if (!Role().IsMatch(turn.Role))
                throw new EngineException($"The role '{turn.Role}' is not one word of letters, digits, '-' and '_'. Use system, user or assistant.");

            // llama.cpp's templates take zero-terminated text and would drop the rest.
            if (turn.Content.Contains('\0', StringComparison.Ordinal))
                throw new EngineException("A message holds the character U+0000, which chat templates cannot take. Remove it.");
        }

        return template.Render(turns);
    }

    private static int[] TokenizeParts(ChatTemplate template, LlamaVocabulary vocabulary, IReadOnlyList<ChatTurn> turns)
    {
        // Contents are not in this rendering, so nobody can forge a placeholder; roles are too short for one.
        var placeholders = turns.Select((turn, i) => turn with { Content = string.Create(CultureInfo.InvariantCulture, $"{Mark}{i}{Mark}") }).ToList();
        var tokens = new List<int>();
        var pieces = Placeholder().Split(template.Render(placeholders));
        for (var i = 0; i < pieces.Length; i++)
        {
            // Split puts the captured index between the pieces of markup.
            var isContent = i % 2 == 1;
            var text = isContent ? turns[int.Parse(pieces[i], CultureInfo.InvariantCulture)].Content : pieces[i];
            if (text.Length > 0)
                tokens.AddRange(vocabulary.Tokenize(text, addSpecial: false, parseSpecial: !isContent));
        }

        return [.. tokens];
    }

    private const string Mark = "SPECMESH5d1c0b7e9a4f2863CONTENT";

    [GeneratedRegex($"{Mark}([0-9]+){Mark}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,32}\z")]
    private static partial Regex Role();
}
