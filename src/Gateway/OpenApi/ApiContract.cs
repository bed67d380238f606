namespace SpecMesh.Gateway.OpenApi;

/// <summary>What an endpoint takes and gives, for the OpenAPI document: metadata of the endpoint.</summary>
/// <param name="Request">The type that describes its body. Null: it has none.</param>
/// <param name="Answer">The type that describes its answer. Null: it always streams.</param>
/// <param name="Event">The type that describes the data of each of its server-sent events. Null: it does not stream.</param>
/// <param name="Examples">Bodies that it answers with 200.</param>
internal sealed record ApiContract(Type? Request, Type? Answer, Type? Event, IReadOnlyList<RequestExample> Examples);

/// <param name="Name">What it shows.</param>
/// <param name="Json">The body.</param>
internal sealed record RequestExample(string Name, string Json);

internal static class ApiContractExtensions
{
    /// <summary>Describes an endpoint without a body.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="name">Its name in generated clients.</param>
    /// <param name="tag">The group that it is shown in.</param>
    /// <param name="summary">What it does.</param>
    public static RouteHandlerBuilder Described<TAnswer>(this RouteHandlerBuilder route, string name, string tag, string summary) =>
        route.Described(name, tag, summary, new ApiContract(null, typeof(TAnswer), null, []));

    /// <summary>Describes an endpoint without a body that answers with events only.</summary>
    /// <inheritdoc cref="Described{TAnswer}(RouteHandlerBuilder, string, string, string)"/>
    public static RouteHandlerBuilder DescribedStream<TEvent>(this RouteHandlerBuilder route, string name, string tag, string summary) =>
        route.Described(name, tag, summary, new ApiContract(null, null, typeof(TEvent), []));

    /// <summary>Describes an endpoint with a body.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="name">Its name in generated clients.</param>
    /// <param name="tag">The group that it is shown in.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="examples">Bodies that it answers.</param>
    public static RouteHandlerBuilder Described<TRequest, TAnswer>(
        this RouteHandlerBuilder route, string name, string tag, string summary, params RequestExample[] examples) =>
        route.Described(name, tag, summary, new ApiContract(typeof(TRequest), typeof(TAnswer), null, examples));

    /// <summary>Describes an endpoint with a body that can also stream.</summary>
    /// <inheritdoc cref="Described{TRequest, TAnswer}(RouteHandlerBuilder, string, string, string, RequestExample[])"/>
    public static RouteHandlerBuilder Described<TRequest, TAnswer, TEvent>(
        this RouteHandlerBuilder route, string name, string tag, string summary, params RequestExample[] examples) =>
        route.Described(name, tag, summary, new ApiContract(typeof(TRequest), typeof(TAnswer), typeof(TEvent), examples));

    // Not Accepts<T>(): it would refuse bodies with another Content-Type, and curl sends one unless told otherwise.
    private static RouteHandlerBuilder Described(this RouteHandlerBuilder route, string name, string tag, string summary, ApiContract contract) =>
        route.WithName(name).WithTags(tag).WithSummary(summary).WithMetadata(contract);
}
