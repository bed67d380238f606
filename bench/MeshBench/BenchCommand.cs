using System.CommandLine;
using SpecMesh.MeshBench.Meshes;
using SpecMesh.MeshBench.Raw;
using SpecMesh.MeshBench.Reports;
using SpecMesh.MeshBench.Scenarios;

namespace SpecMesh.MeshBench;

/// <summary>The command line: one command for each scenario, and one for all of them.</summary>
internal sealed class BenchCommand
{
    private readonly Option<string> _shape = Recursive(new Option<string>("--shape")
    {
        Description = "Stretch the bundled target to WIDTHxDEPTHxFFN; 'none' runs it as it is.",
        DefaultValueFactory = static _ => ModelShape.Target.ToString(),
    });

    private readonly Option<string> _dearShape = Recursive(new Option<string>("--dear-draft")
    {
        Description = "Shape of the second, dearer draft in `concurrency`.",
        DefaultValueFactory = static _ => ModelShape.DearDraft.ToString(),
    });

    private readonly Option<int> _rounds = Number("--rounds", "How often the modes take turns.", 2);
    private readonly Option<int> _prompts = Number("--prompts", "Held-out prompts from each genre.", 2);
    private readonly Option<int> _maxTokens = Number("--max-tokens", "Longest answer.", 96);
    private readonly Option<int> _seed = Number("--seed", "Seed of the first round.", 1);
    private readonly Option<int> _verifierThreads = Number("--verifier-threads", "Threads of the verifier. 0: its default.", 0);
    private readonly Option<int> _draftThreads = Number("--draft-threads", "Threads of each draft. 0: its default.", 0);
    private readonly Option<string?> _genre = Recursive(new Option<string?>("--genre") { Description = "Only prompts of this genre." });

    private readonly Option<string?> _llamaServer = Recursive(new Option<string?>("--llama-server")
    {
        Description = "A llama-server to compare with. Without one it is node-llama-cpp, from npm.",
    });

    private readonly Option<bool> _alone = Recursive(new Option<bool>("--no-colocated")
    {
        Description = "Do not compare with speculation inside one process.",
    });

    private readonly Option<string?> _output = Recursive(new Option<string?>("--output") { Description = "Folder for the JSON and Markdown reports and plots." });
    private readonly Option<bool> _verbose = Recursive(new Option<bool>("--verbose") { Description = "Show the services' logs." });

    private readonly Option<float> _temperature = new("--temperature") { Description = "Temperature of the requests." };

    private readonly Option<int[]> _clients = new("--clients")
    {
        Description = "Requests at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [1, 2, 4, 8, 16, 32],
    };

    private readonly Option<int[]> _roundTrips = new("--round-trip")
    {
        Description = "Milliseconds.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [0, 5, 20, 50, 100, 200],
    };

    private readonly Option<int> _together = new("--clients") { Description = "Requests at once.", DefaultValueFactory = static _ => 1 };

    private readonly Option<string> _other = new("--other")
    {
        Description = "The other build: its folder artifacts/ENGINE-BACKEND/bin.", DefaultValueFactory = static _ => "artifacts/LLamaSharp-cpu/bin",
    };

    private readonly Option<int[]> _depths = new("--depth")
    {
        Description = "Fixed depths.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [2, 4, 6, 8, 10, 12, 16],
    };

    public static RootCommand Create() => new BenchCommand().Root();

    private RootCommand Root()
    {
        var root = new RootCommand("Measures a mesh: with drafts, without, against the bare engine and against one process that does both, all in turns.")
        {
            _shape, _dearShape, _rounds, _prompts, _maxTokens, _seed, _verifierThreads, _draftThreads, _genre, _llamaServer, _alone, _output, _verbose,
        };
        root.Add(Scenario("temperature", "One client at temperatures 0, 0.7 and 1.", [], static (lab, _) => TemperatureScenario.RunAsync(lab)));
        root.Add(Scenario("concurrency", "More and more clients, a cheap and a dear draft.", [_temperature, _clients], Concurrency));
        root.Add(Scenario("distance", "A draft farther and farther away.", [_temperature, _roundTrips], Distance));
        root.Add(Scenario("oracle", "The chosen depth against the best fixed one.", [_temperature, _together, _depths], Oracle));
        root.Add(Scenario("chat", "Long prompts and second turns.", [], static (lab, _) => ChatScenario.RunAsync(lab)));
        root.Add(Scenario("telemetry", "What metrics and traces cost.", [_together], Telemetry));
        root.Add(Scenario("engines", "The engine of this build and that of another.", [_other], Engines));
        root.Add(Scenario("memory", "What a sequence costs.", [], static (lab, _) => MemoryScenario.RunAsync(lab)));
        root.Add(All(root));
        root.Add(Raw());
        return root;
    }

    private Task Concurrency(Lab lab, ParseResult parsed) =>
        ConcurrencyScenario.RunAsync(lab, parsed.GetValue(_temperature), parsed.GetRequiredValue(_clients));

    private Task Distance(Lab lab, ParseResult parsed) =>
        DistanceScenario.RunAsync(lab, parsed.GetValue(_temperature), parsed.GetRequiredValue(_roundTrips));

    private Task Oracle(Lab lab, ParseResult parsed) =>
        OracleScenario.RunAsync(lab, parsed.GetValue(_temperature), parsed.GetValue(_together), parsed.GetRequiredValue(_depths));

    private Task Engines(Lab lab, ParseResult parsed) => EnginesScenario.RunAsync(lab, parsed.GetRequiredValue(_other));

    private Task Telemetry(Lab lab, ParseResult parsed) => TelemetryScenario.RunAsync(lab, parsed.GetValue(_together));

    private Command Scenario(string name, string description, IEnumerable<Option> own, Func<Lab, ParseResult, Task> run)
    {
        var command = new Command(name, description);
        foreach (var option in own)
            command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = Read(parsed);
            var report = new Report(name, options);
            await using (var lab = new Lab(options, report, cancellation))
                await run(lab, parsed);
            report.Print();
            if (options.Output is { } folder)
                report.Write(folder);
            return report.Differences == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Every scenario, each with its own report.</summary>
    private static Command All(RootCommand root)
    {
        const string Name = "all";
        string[] scenarios = [.. root.Subcommands.Select(static command => command.Name)];
        var all = new Command(Name, $"All of them, one after the other: {string.Join(", ", scenarios)}.");
        all.SetAction(async (parsed, cancellation) =>
        {
            string[] options = [.. parsed.Tokens.Select(static token => token.Value).Where(static value => value != Name)];
            var worst = 0;
            foreach (var scenario in scenarios)
                worst = Math.Max(worst, await root.Parse([scenario, .. options]).InvokeAsync(cancellationToken: cancellation));
            return worst;
        });
        return all;
    }

    private RunOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_shape) is var shape && shape == "none" ? null : ModelShape.Parse(shape),
        ModelShape.Parse(parsed.GetRequiredValue(_dearShape)),
        parsed.GetValue(_rounds),
        parsed.GetValue(_prompts),
        parsed.GetValue(_genre),
        parsed.GetValue(_maxTokens),
        parsed.GetValue(_seed),
        parsed.GetValue(_verifierThreads),
        parsed.GetValue(_draftThreads),
        parsed.GetValue(_llamaServer),
        Colocated: !parsed.GetValue(_alone),
        parsed.GetValue(_output),
        parsed.GetValue(_verbose));

    private static Command Raw()
    {
        var model = new Argument<string>("model");
        var threads = new Argument<int>("threads");
        var context = new Argument<int>("context");
        var raw = new Command("raw", "The bare loop, in a process of its own; the bench starts it.") { Hidden = true };
        raw.Add(model);
        raw.Add(threads);
        raw.Add(context);
        raw.SetAction((parsed, cancellation) => RawLoop.RunAsync(
            parsed.GetRequiredValue(model), parsed.GetValue(threads), parsed.GetValue(context), cancellation));
        return raw;
    }

    private static Option<int> Number(string name, string description, int value) =>
        Recursive(new Option<int>(name) { Description = description, DefaultValueFactory = _ => value });

    private static Option<T> Recursive<T>(Option<T> option)
    {
        option.Recursive = true;
        return option;
    }
}
