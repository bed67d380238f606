using SpecMesh.Gateway;
using SpecMesh.Gateway.Access;
using SpecMesh.ServiceDefaults.Hosting;

return KeysCommand.Run(args, Console.Out, Console.Error) ?? ServiceRunner.Run(() => GatewayApp.Build(args));
