using System.Text;
using SpecMesh.Inference.Text;

namespace SpecMesh.Inference.Tests.Text;

public sealed class Utf8AssemblerTests
{
    private static readonly string[] Characters = ["é", "東", "🚀", "﷽"];

    private static readonly Gen<byte[]> AnyBytes = Gen.OneOf(
            Gen.Byte.Array[0, 4],
            Gen.String[0, 6].Select(Encoding.UTF8.GetBytes),
            Gen.Int[0, 3].Select(i => Encoding.UTF8.GetBytes(Characters[i])))
        .Array[0, 8]
        .Select(parts => parts.SelectMany(part => part).ToArray());

    [Fact]
    public void However_the_bytes_are_cut_the_text_is_that_of_decoding_them_at_once() =>
        Gen.Select(AnyBytes, Gen.Int[1, 5].Array[1, 20]).Sample((bytes, cuts) =>
        {
            var assembler = new Utf8Assembler();
            var text = new StringBuilder();
            for (int at = 0, i = 0; at < bytes.Length; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], bytes.Length - at);
                text.Append(assembler.Append(bytes.AsSpan(at, length)));
                at += length;
            }

            Assert.Equal(Encoding.UTF8.GetString(bytes), text.Append(assembler.Flush()).ToString());
        }, iter: 5000);

    [Fact]
    public void A_character_appears_once_it_is_whole()
    {
        var assembler = new Utf8Assembler();

        Assert.Equal("a", assembler.Append([(byte)'a', 0xF0]));
        Assert.Equal("", assembler.Append([0x9F, 0x9A]));
        Assert.Equal("", assembler.Append([]));
        Assert.Equal("🚀b", assembler.Append([0x80, (byte)'b']));
        Assert.Equal("", assembler.Flush());
    }

    [Fact]
    public void What_is_no_character_becomes_a_replacement_mark()
    {
        var assembler = new Utf8Assembler();

        Assert.Equal("\uFFFDa", assembler.Append([0xFF, (byte)'a']));
        Assert.Equal("", assembler.Append([0xE6, 0x9D]));
        Assert.Equal("\uFFFD", assembler.Flush());
    }
}
