SpecMesh.VerifierService.VerifierApp.Build(args).Run();
