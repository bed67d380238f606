using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Blocks;

/// <summary>Cuts an answer, as it comes, into blocks: at most one is open at a time. However the text is cut, the blocks are the same.</summary>
/// <param name="takesToolCalls">Whether calls are told apart from text.</param>
internal sealed class BlockReader(bool takesToolCalls)
{
    private readonly ToolCallParser? _parser = takesToolCalls ? new ToolCallParser() : null;
    private readonly List<AnswerBlock> _blocks = [];

    // Tokens whose text is still held back.
    private readonly List<AnswerToken> _pending = [];
    private int _characters;

    /// <summary>The blocks so far.</summary>
    public IReadOnlyList<AnswerBlock> Blocks => _blocks;

    private AnswerBlock? Open => _blocks is [.., { IsOver: false } last] ? last : null;

    /// <summary>Takes the next piece.</summary>
    public IEnumerable<BlockStep> Read(string text, IReadOnlyList<AnswerToken> tokens)
    {
        _pending.AddRange(tokens);
        return Steps(_parser?.Append(text) ?? new MessagePiece(text, null));
    }

    /// <summary>Ends the answer. It has at least one block then.</summary>
    public IEnumerable<BlockStep> Finish()
    {
        foreach (var step in Steps(_parser?.Flush() ?? new MessagePiece("", null)))
            yield return step;
        if (_blocks.Count == 0)
            yield return Begin(null);
        if (Open is not { } open)
            yield break;
        // The token that ended the answer, and those of a stop string.
        if (!open.IsCall && _pending.Count > 0)
            yield return Grow(open, "", Take(int.MaxValue));
        yield return End(open);
    }

    private IEnumerable<BlockStep> Steps(MessagePiece piece)
    {
        if (piece.Content.Length > 0)
        {
            foreach (var step in TextSteps(piece.Content))
                yield return step;
        }

        foreach (var delta in piece.Calls ?? [])
        {
            if (delta.Function.Name is { } name)
            {
                if (Open is { } before)
                    yield return End(before);
                yield return Begin(name);
                // What a call is made of is the API's affair, and so are its tokens.
                _pending.Clear();
            }

            if (delta.Function.Arguments.Length > 0)
                yield return Grow(Open!, delta.Function.Arguments, []);
        }
    }

    private IEnumerable<BlockStep> TextSteps(string text)
    {
        if (Open is { IsCall: true } call)
            yield return End(call);
        if (Open is null)
            yield return Begin(null);
        _characters += TokenReader.CodePoints(text);
        yield return Grow(Open!, text, Take(_characters));
    }

    private BlockBegins Begin(string? name)
    {
        _blocks.Add(new AnswerBlock(_blocks.Count, name));
        return new BlockBegins(_blocks[^1]);
    }

    private static BlockGrows Grow(AnswerBlock block, string text, IReadOnlyList<AnswerToken> tokens)
    {
        block.Add(text, tokens);
        return new BlockGrows(block, text, tokens);
    }

    private static BlockEnds End(AnswerBlock block)
    {
        block.IsOver = true;
        return new BlockEnds(block);
    }

    /// <summary>Takes the tokens that begin before a character of the answer's text.</summary>
    private AnswerToken[] Take(int before)
    {
        AnswerToken[] taken = [.. _pending.TakeWhile(token => token.Offset < before)];
        _pending.RemoveRange(0, taken.Length);
        return taken;
    }
}
