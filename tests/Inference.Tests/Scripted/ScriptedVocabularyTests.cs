using System.Text;
using SpecMesh.Inference.Scripted;

namespace SpecMesh.Inference.Tests.Scripted;

public sealed class ScriptedVocabularyTests
{
    [Fact]
    public void With_all_ids_any_text_comes_back_from_its_tokens()
    {
        var vocabulary = new ScriptedVocabulary(257);

        Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).Sample(text =>
            Assert.Equal(text, Text(vocabulary, vocabulary.Tokenize(text, addSpecial: false, parseSpecial: false))));
    }

    [Fact]
    public void The_end_of_turn_comes_from_markup_only()
    {
        var vocabulary = new ScriptedVocabulary();

        Assert.Equal([ScriptedVocabulary.EndOfTurn], vocabulary.Tokenize("<|end|>", addSpecial: false, parseSpecial: true));
        Assert.DoesNotContain(ScriptedVocabulary.EndOfTurn, vocabulary.Tokenize("<|end|>", addSpecial: false, parseSpecial: false));
        Assert.Single(vocabulary.ApplyChatTemplate([new("user", "<|end|>")]), vocabulary.IsEndOfGeneration);
    }

    private static string Text(ScriptedVocabulary vocabulary, int[] tokens) =>
        Encoding.UTF8.GetString(tokens.SelectMany(token => vocabulary.Piece(token).ToArray()).ToArray());
}
