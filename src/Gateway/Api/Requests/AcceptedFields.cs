using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Fields that every client may send and that change nothing here. Their types are checked, so that a slip does not go unseen.</summary>
internal static class AcceptedFields
{
    public static void Check(RequestFields fields)
    {
        fields.Text("user");
        fields.Text("safety_identifier");
        fields.Object("metadata");
        // Nothing is ever stored.
        fields.Flag("store");
    }

    /// <summary>The service tier, if one is named. All are served alike.</summary>
    public static string? ReadServiceTier(RequestFields fields) => fields.Text("service_tier") switch
    {
        null => null,
        ("auto" or "default" or "flex" or "scale" or "priority") and var tier => tier,
        var tier => throw ApiErrors.BadValue("service_tier", $"'service_tier' is '{tier}', but must be auto, default, flex, scale or priority."),
    };
}
