using SpecMesh.Inference.Grammars;
using SpecMesh.Inference.Scripted;

namespace SpecMesh.Inference.Tests.Grammars;

/// <summary>Whole texts against a grammar, byte by byte.</summary>
internal static class GrammarTexts
{
    private static readonly ScriptedVocabulary Bytes = new(257);

    public static bool Accepts(Grammar grammar, string text)
    {
        var matcher = new GrammarMatcher(grammar, Bytes);
        var position = matcher.Start;
        foreach (var token in Bytes.Tokenize(text, addSpecial: false, parseSpecial: false))
        {
            if (!matcher.TryAdvance(position, token, out position))
                return false;
        }

        return matcher.TryAdvance(position, ScriptedVocabulary.EndOfTurn, out _);
    }
}
