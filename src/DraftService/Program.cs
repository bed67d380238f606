using SpecMesh.DraftService;
using SpecMesh.ServiceDefaults.Hosting;

return ServiceRunner.Run(() => DraftApp.Build(args));
