using SpecMesh.LoadTest;

return await LoadTestCli.RunAsync(args, Console.Out, Console.Error);
