using System.Globalization;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads arrays of objects. Errors name the place of each: <c>messages[2].content</c>.</summary>
internal static class RequestArrays
{
    /// <param name="fields">The object that has the array.</param>
    /// <param name="name">The array's name in it.</param>
    /// <param name="expected">What the array must be.</param>
    /// <param name="missing">What is missing if it is.</param>
    /// <param name="expectedItem">What each item must be.</param>
    /// <exception cref="ApiException">It is missing, empty, or not an array of objects.</exception>
    public static IEnumerable<RequestFields> Objects(
        RequestFields fields, string name, string expected, string missing, string expectedItem)
    {
        var place = fields.NameOf(name);
        if (fields.Find(name) is not { } value)
            throw ApiErrors.Missing(place, $"'{place}' is missing: {missing}.");
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            throw ApiErrors.BadValue(place, $"'{place}' is empty.");
        return Objects(fields, name, expected, expectedItem);
    }

    /// <summary>The same of an array that may be empty or absent.</summary>
    /// <exception cref="ApiException">It is not an array of objects.</exception>
    public static IEnumerable<RequestFields> Objects(RequestFields fields, string name, string expected, string expectedItem)
    {
        if (fields.Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw ApiErrors.WrongType(fields.NameOf(name), expected);
        return value.EnumerateArray().Select((item, index) =>
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{fields.NameOf(name)}[{index}]");
            return item.ValueKind == JsonValueKind.Object ? new RequestFields(item, $"{place}.") : throw ApiErrors.WrongType(place, expectedItem);
        });
    }
}
