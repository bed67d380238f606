SpecMesh.Gateway.GatewayApp.Build(args).Run();
