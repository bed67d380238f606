namespace SpecMesh.ModelForge.Gguf;

/// <summary>One metadata entry.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">The value's type.</param>
/// <param name="Value">
/// The value as the .NET type that corresponds: <see cref="byte"/> to <see cref="double"/>, <see cref="bool"/>,
/// <see cref="GgufString"/>, or an array of one of these.
/// </param>
/// <param name="ElementType">Of an array, the type of its elements.</param>
internal sealed record GgufEntry(string Key, GgufValueType Type, object Value, GgufValueType? ElementType = null);
