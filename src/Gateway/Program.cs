using SpecMesh.Gateway;
using SpecMesh.ServiceDefaults.Hosting;

return ServiceRunner.Run(() => GatewayApp.Build(args));
