SpecMesh.DraftService.DraftApp.Build(args).Run();
