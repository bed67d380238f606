using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.VerifierService;

return ServiceRunner.Run(() => VerifierApp.Build(args));
