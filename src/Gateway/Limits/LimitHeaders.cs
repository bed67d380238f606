using System.Globalization;

namespace SpecMesh.Gateway.Limits;

/// <summary>OpenAI's <c>x-ratelimit-*</c>: what a caller has left, for each limit that it has. As the request came, before it used anything.</summary>
internal static class LimitHeaders
{
    private const string Prefix = "x-ratelimit-";

    /// <summary>All of them, for browsers that must be told which headers a page may read.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        $"{Prefix}limit-requests", $"{Prefix}remaining-requests", $"{Prefix}reset-requests",
        $"{Prefix}limit-tokens", $"{Prefix}remaining-tokens", $"{Prefix}reset-tokens",
    ];

    public static void Write(HttpContext context)
    {
        if (CallerRateLimiter.LimiterOf(context) is not { } limiter)
            return;
        Write(context.Response.Headers, "requests", limiter.Requests);
        Write(context.Response.Headers, "tokens", limiter.Tokens);
    }

    private static void Write(IHeaderDictionary headers, string kind, BudgetState? state)
    {
        if (state is not { } budget)
            return;
        headers[$"{Prefix}limit-{kind}"] = budget.Limit.ToString(CultureInfo.InvariantCulture);
        headers[$"{Prefix}remaining-{kind}"] = budget.Left.ToString(CultureInfo.InvariantCulture);
        headers[$"{Prefix}reset-{kind}"] = Words(budget.Full);
    }

    // As OpenAI writes it: 20ms, 1s, 6m0s.
    private static string Words(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds)}ms");
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(seconds >= 60 ? $"{seconds / 60}m" : "")}{seconds % 60}s");
    }
}
