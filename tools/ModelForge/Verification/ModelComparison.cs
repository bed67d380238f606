using SpecMesh.Inference.Engine;

namespace SpecMesh.ModelForge.Verification;

/// <summary>How far two models are apart on a text.</summary>
/// <param name="Positions">Positions compared.</param>
/// <param name="GreatestDifference">Greatest absolute difference of a logit.</param>
/// <param name="MeanDifference">Mean absolute difference of a logit.</param>
/// <param name="GreedyAgreements">Positions where both choose the same token.</param>
internal sealed record ModelComparison(int Positions, float GreatestDifference, double MeanDifference, int GreedyAgreements)
{
    /// <summary>Whether both models choose the same token everywhere.</summary>
    public bool GreedyAgrees => GreedyAgreements == Positions;

    /// <summary>Runs both models over the text, in pieces that fit into their contexts, and compares the logits of every position.</summary>
    /// <exception cref="ForgeException">Their vocabularies differ, or the text has no tokens.</exception>
    public static ModelComparison Run(IEngine a, IEngine b, string text, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (a.Vocabulary.Fingerprint.WhyIncompatible(b.Vocabulary.Fingerprint) is { } reason)
            throw new ForgeException($"The models cannot be compared: {reason}.");
        var tokens = a.Vocabulary.Tokenize(text, addSpecial: true, parseSpecial: true);
        if (tokens.Length == 0)
            throw new ForgeException("The text has no tokens. Give a longer one with --text.");

        // Of vocabularies of different sizes, the shared ids.
        var shared = Math.Min(a.Vocabulary.Size, b.Vocabulary.Size);
        if (tokens.Any(token => token >= shared))
            throw new ForgeException("The text has tokens that only one of the models knows.");
        var rows = Math.Min(Math.Min(a.Facts.MaxBatchRows, b.Facts.MaxBatchRows), Math.Min(a.Facts.ContextPerSequence, b.Facts.ContextPerSequence));
        var (agreements, greatest, sum) = (0, 0f, 0.0);
        for (var start = 0; start < tokens.Length; start += rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = tokens.AsSpan(start, Math.Min(rows, tokens.Length - start));
            Decode(a, piece);
            Decode(b, piece);
            for (var row = 0; row < piece.Length; row++)
            {
                var left = a.Logits(row)[..shared];
                var right = b.Logits(row)[..shared];
                agreements += Greedy(left) == Greedy(right) ? 1 : 0;
                for (var token = 0; token < shared; token++)
                {
                    var difference = Math.Abs(left[token] - right[token]);
                    sum += difference;

                    // A difference that is no number is the greatest of all.
                    greatest = difference > greatest || float.IsNaN(difference) ? difference : greatest;
                }
            }

            progress?.Report((double)(start + piece.Length) / tokens.Length);
        }

        return new ModelComparison(tokens.Length, greatest, sum / ((double)tokens.Length * shared), agreements);
    }

    private static void Decode(IEngine engine, ReadOnlySpan<int> tokens)
    {
        engine.Truncate(0, 0);
        var batch = new DecodeBatch();
        for (var i = 0; i < tokens.Length; i++)
            batch.Add(tokens[i], i, 0, wantLogits: true);
        engine.Decode(batch);
    }

    private static int Greedy(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
        {
            if (logits[token] > logits[best])
                best = token;
        }

        return best;
    }
}
