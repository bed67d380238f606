namespace SpecMesh.Gateway.Api.Responses;

internal sealed record ModelList(string Object, ModelCard[] Data);

internal sealed record ModelCard(string Id, string Object, long Created, string OwnedBy);
