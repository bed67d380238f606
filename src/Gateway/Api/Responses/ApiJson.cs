using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.MessagesApi;
using SpecMesh.Gateway.Api.ResponsesApi;
using SpecMesh.Gateway.Mesh;

namespace SpecMesh.Gateway.Api.Responses;

/// <summary>How answers become JSON: OpenAI's snake case; letters of most languages as they are.</summary>
[JsonSerializable(typeof(ApiErrorBody))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(TextCompletion))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(MeshReport))]
[JsonSerializable(typeof(TokenizedText))]
[JsonSerializable(typeof(TokenizedPieces))]
[JsonSerializable(typeof(DetokenizedText))]
[JsonSerializable(typeof(RenderedChat))]
[JsonSerializable(typeof(ResponseObject))]
[JsonSerializable(typeof(ResponseEvent))]
[JsonSerializable(typeof(ResponseErrorEvent))]
[JsonSerializable(typeof(InputTokens))]
[JsonSerializable(typeof(MessageObject))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(MessageDeltaEvent))]
[JsonSerializable(typeof(MessageErrorBody))]
[JsonSerializable(typeof(TokenCount))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static ApiJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Never embedded in HTML: the usual escapes of all but ASCII would only double the size of most languages.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
