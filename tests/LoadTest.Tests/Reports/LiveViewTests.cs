using System.Text;
using System.Threading.Channels;
using SpecMesh.LoadTest.Health;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Reports;
using Spectre.Console;

namespace SpecMesh.LoadTest.Tests.Reports;

public sealed class LiveViewTests
{
    [Fact]
    public async Task A_terminal_sees_the_run_while_it_goes_on()
    {
        var screen = new Screen();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new TerminalOutput(screen),
        });
        var live = new LiveFigures();
        var clock = new RunClock(TimeProvider.System);
        var monitor = new ClientMonitor(clock, static () => TimeSpan.Zero, 1);
        live.Start();
        live.End(Runs.Answered(0, [120, 150], tokens: 4, drafts: (2, 1)));
        live.Start();
        var result = Runs.Result([], TimeSpan.Zero);
        var end = new TaskCompletionSource<RunResult>();

        var showing = new LiveView(console, quiet: false).ShowAsync(watch =>
        {
            watch(new RunWatch(Runs.Plan(Runs.Closed(3, 8)), clock, live, monitor));
            return end.Task;
        });
        await screen.UntilAsync("2 sent, 1 running, 1 completed, 0 failed", Limit.Start());
        end.SetResult(result);

        Assert.Same(result, await showing);
        var text = screen.Text;
        Assert.Contains("closed loop, 3 clients, 8 chats", text);
        Assert.Contains("p50 120 ms", text);
        Assert.Contains("66.7 %", text);
    }

    [Fact]
    public async Task A_run_that_fails_at_once_is_no_endless_view()
    {
        var view = new LiveView(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(new StringWriter()) }), quiet: false);

        await Assert.ThrowsAsync<LoadTestException>(() => view.ShowAsync(static _ => throw new LoadTestException("no")));
    }

    /// <summary>A terminal that is a text.</summary>
    private sealed class TerminalOutput(Screen screen) : IAnsiConsoleOutput
    {
        public TextWriter Writer => screen;

        public bool IsTerminal => true;

        public int Width => 160;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
        }
    }

    /// <summary>What was written, and a way to wait for a text in it.</summary>
    private sealed class Screen : TextWriter
    {
        private readonly Lock _lock = new();
        private readonly StringBuilder _text = new();
        private readonly Channel<string> _versions = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (_lock)
                    return _text.ToString();
            }
        }

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value)
        {
            lock (_lock)
                _versions.Writer.TryWrite(_text.Append(value).ToString());
        }

        public async Task UntilAsync(string text, CancellationToken limit)
        {
            while (!(await _versions.Reader.ReadAsync(limit)).Contains(text, StringComparison.Ordinal))
            {
                // Not yet: the next version will tell.
            }
        }
    }
}
