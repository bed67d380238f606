using SpecMesh.ModelForge;

return await ForgeCli.RunAsync(args, Console.Out, Console.Error);
