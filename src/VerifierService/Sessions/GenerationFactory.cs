using Grpc.Core;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.Grammars;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Sampling;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;
using SpecMesh.VerifierService.Text;

namespace SpecMesh.VerifierService.Sessions;

/// <summary>Checks an open message and makes a generation of it. Runs on the caller's thread: tokenising needs no engine.</summary>
internal static class GenerationFactory
{
    private const int MaxStops = 64;
    private const int MaxTop = 64;

    /// <exception cref="RpcException">The status that <c>verifier.proto</c> names for what is wrong.</exception>
    public static OpenedGeneration Create(VerifyOpen open, EngineFacts facts, IVocabulary vocabulary)
    {
        var generation = open.Generation ?? throw Invalid("open.generation is missing.");
        CheckModel(generation.Model, facts);
        CheckDraft(open.DraftVocabulary, vocabulary);

        if (generation.MaxTokens < 0)
            throw Invalid("max_tokens must be 0 or more.");
        if (generation.MinTokens < 0)
            throw Invalid("min_tokens must be 0 or more.");
        if (generation.Report?.Top is < 0 or > MaxTop)
            throw Invalid($"report.top must be in 0 to {MaxTop}.");
        if (generation.Stop.Count > MaxStops || generation.Stop.Any(string.IsNullOrEmpty))
            throw Invalid($"stop takes at most {MaxStops} strings, none of them empty.");

        var prompt = Tokenize(generation, vocabulary);
        CheckIds(prompt, vocabulary.Size, "prompt");
        CheckIds(generation.Resume, vocabulary.Size, "resume");
        var limit = ContextLimit(facts);
        if (prompt.Length >= limit)
        {
            throw Failed(StatusCode.OutOfRange,
                $"The prompt has {prompt.Length} tokens, but the context has room for {limit - 1} and an answer.");
        }

        var room = limit - prompt.Length;
        if (generation.Resume.Count > room)
            throw Failed(StatusCode.OutOfRange, "Prompt and resume tokens do not fit the context.");

        var maxTokens = generation.MaxTokens == 0 ? room : Math.Min(generation.MaxTokens, room);
        var text = new CompletionText(vocabulary, generation.Stop, maxTokens, generation.MinTokens);
        var resumed = new OpenedGeneration(
            generation.Id, prompt, [.. generation.Resume], generation.Sampling.ToParameters().WithEnds(generation, vocabulary, prompt.Length), text,
            ToBounds(generation.Speculation), open.DraftVocabulary is null ? null : open.Draft, ToConstraint(generation, vocabulary))
        {
            Prediction = ToPrediction(generation, vocabulary, prompt.Length, room),
            AnswerEnd = new AnswerEnd(token => !generation.IgnoreEnd && vocabulary.IsEndOfGeneration(token), prompt.Length + maxTokens),
            Report = generation.Report is null ? null : new TokenReporter(vocabulary, generation.Report),
        };
        Replay(generation.Resume, text);
        return resumed;
    }

    /// <summary>Positions that a generation may use: one is kept for the second row that an exact pass needs.</summary>
    public static int ContextLimit(EngineFacts facts) => facts.ContextPerSequence - 1;

    /// <exception cref="RpcException">NOT_FOUND: another model was asked for.</exception>
    public static void CheckModel(string model, EngineFacts facts)
    {
        if (model.Length > 0 && model != facts.ModelName)
            throw Failed(StatusCode.NotFound, $"This verifier serves '{facts.ModelName}', not '{model}'.");
    }

    /// <summary>A chat in the engine's words.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is empty.</exception>
    public static ChatTurn[] TurnsOf(Chat chat) => chat.Messages.Count > 0
        ? [.. chat.Messages.Select(static message => new ChatTurn(message.Role, message.Content))]
        : throw Invalid("The chat has no messages.");

    private static PredictedText? ToPrediction(Generation generation, IVocabulary vocabulary, int start, int room)
    {
        if (generation.Prediction.Length == 0 || generation.Speculation?.Off == true)
            return null;
        var expected = vocabulary.Tokenize(generation.Prediction, addSpecial: false, parseSpecial: false);
        return new PredictedText(expected.Length > room ? expected[..room] : expected, start);
    }

    private static SpeculationBounds ToBounds(V1.Speculation? speculation)
    {
        if (speculation is null)
            return SpeculationBounds.None;
        if (speculation.MinDepth < 0 || speculation.MaxDepth < 0)
            throw Invalid("speculation.min_depth and max_depth must be 0 or more.");
        if (speculation.Off)
            return new SpeculationBounds(0, 0);
        var most = speculation.MaxDepth == 0 ? int.MaxValue : speculation.MaxDepth;
        return new SpeculationBounds(Math.Min(speculation.MinDepth, most), most);
    }

    private static GrammarConstraint? ToConstraint(Generation generation, IVocabulary vocabulary)
    {
        if (generation.Grammar.Length == 0)
            return null;
        try
        {
            var constraint = new GrammarConstraint(Grammar.Parse(generation.Grammar), vocabulary);
            foreach (var token in generation.Resume)
                constraint.Accept(token);
            return constraint;
        }
        catch (Exception e) when (e is GrammarException or ConstraintException)
        {
            throw Invalid(e.Message);
        }
    }

    private static void Replay(IEnumerable<int> resume, CompletionText text)
    {
        foreach (var token in resume)
        {
            if (text.Finish != FinishReason.Unspecified)
                throw Invalid("resume goes on after the end of the generation.");
            text.Commit(token);
        }

        // The caller has this text already.
        text.Take();
    }

    private static int[] Tokenize(Generation generation, IVocabulary vocabulary)
    {
        var tokens = generation.PromptCase switch
        {
            Generation.PromptOneofCase.Chat => ApplyTemplate(generation.Chat, vocabulary),
            Generation.PromptOneofCase.Text => vocabulary.Tokenize(generation.Text, addSpecial: true, parseSpecial: false),
            Generation.PromptOneofCase.Tokens => [.. generation.Tokens.Ids],
            _ => throw Invalid("The generation has no prompt: give chat, text or tokens."),
        };
        return tokens.Length > 0 ? tokens : throw Invalid("The prompt is empty.");
    }

    /// <summary>The tokens with which a generation for the chat begins.</summary>
    public static int[] ApplyTemplate(Chat chat, IVocabulary vocabulary)
    {
        var turns = TurnsOf(chat);
        try
        {
            return vocabulary.ApplyChatTemplate(turns);
        }
        catch (EngineException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static void CheckDraft(Vocabulary? draft, IVocabulary vocabulary)
    {
        if (draft is null)
            return;
        if (!draft.IsWellFormed())
            throw Invalid("draft_vocabulary is malformed.");
        if (vocabulary.Fingerprint.ToProtocol().WhyUnfit(draft) is { } reason)
            throw Failed(StatusCode.FailedPrecondition, $"The draft's vocabulary does not fit the target's: {reason}.");
    }

    public static void CheckIds(IEnumerable<int> tokens, int size, string what)
    {
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)size)
                throw Invalid($"{what} has token id {token}, but ids are 0 to {size - 1}.");
        }
    }

    private static RpcException Invalid(string message) => Failed(StatusCode.InvalidArgument, message);

    private static RpcException Failed(StatusCode code, string message) => new(new Status(code, message));
}
