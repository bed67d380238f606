using System.Diagnostics;

namespace SpecMesh.Playground.Tests;

public sealed class SourceTests
{
    [Fact]
    public async Task The_pages_code_has_no_type_errors()
    {
        using var process = Process.Start(new ProcessStartInfo("npm", ["run", "check", "--silent"])
        {
            WorkingDirectory = Folder(), RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
    }

    private static string Folder()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, "src", "Playground");
            if (File.Exists(Path.Combine(folder, "package.json")))
                return folder;
        }

        throw new DirectoryNotFoundException("No folder above the tests has src/Playground.");
    }
}
