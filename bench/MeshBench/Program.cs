using SpecMesh.MeshBench;

return await BenchCommand.Create().Parse(args).InvokeAsync();
