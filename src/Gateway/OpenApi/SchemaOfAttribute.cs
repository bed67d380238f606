namespace SpecMesh.Gateway.OpenApi;

/// <summary>The JSON of a property is of one of these types, which its .NET type does not say.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SchemaOfAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types { get; } = types;
}
