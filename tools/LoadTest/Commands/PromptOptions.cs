using System.CommandLine;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Options about what is asked.</summary>
internal sealed class PromptOptions
{
    private readonly Option<string[]> _sets = Options.Several(
        "--prompts", "SET",
        "What is asked: all, story, qa, arithmetic, json, csharp, synthetic, or a JSONL file; several are mixed, by weight with SET=WEIGHT.")
        .Default(["all"]);

    private readonly Option<int> _input = Options.Number<int>("--input-tokens", "N", "Synthetic prompts: mean length.", 1).Default(256);

    private readonly Option<double> _spread = Options.Number<double>(
        "--length-spread", "SHARE", "Synthetic prompts: lengths vary by this share of the mean.", 0, 1).Default(0);

    private readonly Option<int> _shared = Options.Number<int>("--shared-tokens", "N", "Synthetic prompts: tokens at the start that all have in common.", 0).Default(0);
    private readonly Option<int> _turns = Options.Number<int>("--turns", "N", "Turns of each chat; sets with turns of their own keep theirs.", 1).Default(1);
    private readonly Option<TimeSpan?> _thinkTime = Options.Time("--think-time", "How long users wait before their next turn. Default: 0s.");

    public IEnumerable<Option> All => [_sets, _input, _spread, _shared, _turns, _thinkTime];

    public PromptPlan Read(ParseResult parsed, int maxTokens) => new(
        [.. parsed.GetRequiredValue(_sets).SelectMany(static sets => sets.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        new SyntheticLengths(parsed.GetValue(_input), maxTokens, parsed.GetValue(_spread), parsed.GetValue(_shared)),
        parsed.GetValue(_turns),
        parsed.GetValue(_thinkTime) ?? TimeSpan.Zero);
}
