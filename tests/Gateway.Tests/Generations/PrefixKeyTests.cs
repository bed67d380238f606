using CsCheck;
using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Generations;

public sealed class PrefixKeyTests
{
    private static readonly string[] Roles = ["user", "assistant", "tool"];

    private static readonly Gen<Message> Instructions = Gen.String[0, 300].Select(text => new Message { Role = "system", Content = text });

    private static readonly Gen<Message> Turn =
        Gen.Select(Gen.Int[0, 2], Gen.String[0, 300]).Select((role, text) => new Message { Role = Roles[role], Content = text });

    private static readonly Gen<(Message[] First, Message[] Later)> AnyChat =
        from instructions in Instructions.Array[0, 2]
        from first in Turn
        from later in Turn.Array[0, 6]
        select (instructions.Append(first).ToArray(), later);

    [Fact]
    public void All_turns_of_a_chat_have_one_key() => AnyChat.Sample(chat =>
    {
        var first = KeyOf(chat.First);
        for (var turns = 0; turns <= chat.Later.Length; turns++)
            Assert.Equal(first, KeyOf([.. chat.First, .. chat.Later[..turns]]));
    });

    [Fact]
    public void Chats_that_begin_differently_have_different_keys() =>
        Gen.Select(AnyChat, AnyChat).Where((one, other) => !one.First.SequenceEqual(other.First))
            .Sample((one, other) => Assert.NotEqual(KeyOf(one.First), KeyOf(other.First)));

    [Fact]
    public void A_prompt_that_grows_keeps_its_key_once_it_is_worth_caching() =>
        Gen.Select(Gen.String[128, 200], Gen.String[0, 50]).Sample((prompt, more) =>
            Assert.Equal(PrefixKey.OfPrompt(new Generation { Text = prompt }), PrefixKey.OfPrompt(new Generation { Text = prompt + more })));

    [Fact]
    public void So_does_one_of_token_ids() =>
        Gen.Select(Gen.Int[0, 1000].Array[32, 60], Gen.Int[0, 1000].Array[0, 10]).Sample((prompt, more) =>
            Assert.Equal(KeyOf(prompt), KeyOf([.. prompt, .. more])));

    [Fact]
    public void Prompts_of_one_character_or_id_each_have_a_key_of_their_own()
    {
        ulong[] keys =
        [
            .. Enumerable.Range('a', 26).Select(letter => PrefixKey.OfPrompt(new Generation { Text = $"{(char)letter}" })),
            .. Enumerable.Range('a', 26).Select(id => KeyOf([id])),
            .. Enumerable.Range('a', 26).Select(letter => PrefixKey.OfName($"{(char)letter}")),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.DoesNotContain(0UL, keys);
    }

    [Fact]
    public void Without_a_name_or_a_prompt_there_is_no_key() =>
        Assert.Equal((0UL, 0UL, 0UL), (PrefixKey.OfName(null), PrefixKey.OfName(""), PrefixKey.OfPrompt(new Generation())));

    private static ulong KeyOf(Message[] messages) => PrefixKey.OfPrompt(new Generation { Chat = new Chat { Messages = { messages } } });

    private static ulong KeyOf(int[] tokens) => PrefixKey.OfPrompt(new Generation { Tokens = new TokenIds { Ids = { tokens } } });
}
