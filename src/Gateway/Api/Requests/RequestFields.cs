using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>
/// Reads the fields of a JSON object. Each reader names the field, what was expected and the allowed range when the value is
/// wrong, which a deserializer cannot do. A field that is null counts as absent.
/// </summary>
/// <param name="json">A JSON object.</param>
/// <param name="path">Where it lies in the request, ending in a dot; empty for the request itself.</param>
internal readonly struct RequestFields(JsonElement json, string path = "")
{
    /// <summary>The object itself.</summary>
    public JsonElement Json => json;

    /// <summary>Where the object lies in the request; empty for the request itself.</summary>
    public string Name => path.TrimEnd('.');

    /// <summary>The full name of a field, as errors give it.</summary>
    public string NameOf(string field) => path + field;

    public JsonElement? Find(string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public float? Number(string field, float least, float most)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            throw ApiErrors.WrongType(NameOf(field), "a number");
        return CheckRange(field, (float)value.GetDouble(), least, most);
    }

    public int? Integer(string field, int least, int most = int.MaxValue)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw ApiErrors.WrongType(NameOf(field), "an integer");
        return (int)CheckRange(field, number, least, most);
    }

    public long? Long(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw ApiErrors.WrongType(NameOf(field), "an integer of at most 64 bits");
    }

    public bool? Flag(string field) => Find(field)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw ApiErrors.WrongType(NameOf(field), "true or false"),
    };

    public string? Text(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw ApiErrors.WrongType(NameOf(field), "a string");
    }

    /// <exception cref="ApiException">It is missing or no string.</exception>
    public string RequiredText(string field) => Text(field) ?? throw ApiErrors.Missing(NameOf(field), $"'{NameOf(field)}' is missing.");

    public RequestFields? Object(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Object
            ? new RequestFields(value, $"{NameOf(field)}.")
            : throw ApiErrors.WrongType(NameOf(field), "an object");
    }

    private T CheckRange<T>(string field, T value, T least, T most)
        where T : struct, IComparable<T>
    {
        if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0)
            return value;
        throw ApiErrors.BadValue(NameOf(field), $"'{NameOf(field)}' is {value}, but must be from {least} to {most}.");
    }
}
