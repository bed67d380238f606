using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Load;

/// <summary>A chat with the body of its first request, so that sending it costs no more work.</summary>
internal sealed record PreparedChat(int Number, Conversation Conversation, ReadOnlyMemory<byte> Body);

/// <summary>Has chats with the server, turn by turn.</summary>
internal sealed class ChatRunner(
    CompletionClient client, RequestFormat format, IPromptSource prompts, TimeSpan thinkTime, LoadLimit limit, RunClock clock, LiveFigures live)
{
    /// <summary>Makes a chat ready.</summary>
    public PreparedChat Prepare(int number)
    {
        var conversation = prompts.Chat(number);
        return new PreparedChat(number, conversation, format.Body(number, conversation));
    }

    /// <summary>Has a chat to its end, to its first failure, or until the run's time is over.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="intended">When its first request should have been sent.</param>
    /// <param name="slots">A cap on requests at once; null: none.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task RunAsync(PreparedChat chat, TimeSpan intended, SemaphoreSlim? slots, CancellationToken cancellation)
    {
        var conversation = chat.Conversation;
        var body = chat.Body;
        for (var turn = 0; ; turn++)
        {
            var result = await SendAsync(chat.Number, turn, conversation.Genre, body, intended, slots, cancellation);
            if (!result.Succeeded || turn >= conversation.FollowUps.Length)
                return;
            conversation = conversation.Answered(result.Text, conversation.FollowUps[turn]);
            body = format.Body(chat.Number, conversation);
            intended = result.Ended + thinkTime;
            if (!limit.Allows(0, intended))
                return;
            await clock.UntilAsync(intended, cancellation);
        }
    }

    private async Task<RequestResult> SendAsync(
        int chat, int turn, string genre, ReadOnlyMemory<byte> body, TimeSpan intended, SemaphoreSlim? slots, CancellationToken cancellation)
    {
        var ready = clock.Now;
        if (slots is not null)
            await slots.WaitAsync(cancellation);
        try
        {
            live.Start();
            var exchange = await client.SendAsync(format.Path, body, live.Piece, cancellation);
            var result = new RequestResult
            {
                Chat = chat,
                Turn = turn,
                Genre = genre,
                Intended = intended,
                Ready = ready,
                Sent = clock.At(exchange.Sent),
                Pieces = [.. exchange.Pieces.Select(piece => clock.At(piece.At))],
                Ended = clock.At(exchange.Ended),
                Usage = exchange.Usage,
                Text = exchange.Text,
                FinishReason = exchange.FinishReason,
                Failure = exchange.Failure,
            };
            live.End(result);
            return result;
        }
        finally
        {
            slots?.Release();
        }
    }
}
