using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Metrics;

/// <summary>A run second by second.</summary>
/// <param name="Tokens">Tokens of answers that came in each second.</param>
/// <param name="Requests">Requests that ran during any part of each second.</param>
internal sealed record Timeline(IReadOnlyList<double> Tokens, IReadOnlyList<int> Requests)
{
    /// <summary>Over the successful requests. The tokens of an answer are spread evenly over its chunks.</summary>
    public static Timeline Of(IReadOnlyCollection<RequestResult> requests)
    {
        var good = requests.Where(static request => request.Succeeded).ToList();
        if (good.Count == 0)
            return new Timeline([], []);
        var seconds = Second(good.Max(static request => request.Ended)) + 1;
        var tokens = new double[seconds];
        var running = new int[seconds];
        foreach (var request in good)
        {
            foreach (var piece in request.Pieces)
                tokens[Second(piece)] += (double)request.OutputTokens / request.Pieces.Count;
            for (var second = Second(request.Sent); second <= Second(request.Ended); second++)
                running[second]++;
        }

        return new Timeline(tokens, running);
    }

    private static int Second(TimeSpan at) => (int)Math.Max(0, at.TotalSeconds);
}
