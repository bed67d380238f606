// A program for IChatClient, .NET's interface for chat models, on a mesh. Start one with `dotnet run --project src/AppHost`, then
// `dotnet run --project samples/ChatClient`. Of the mesh it knows one thing: the gateway's address, its only argument.
using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;

var gateway = new Uri(args is [var address, ..] ? address : "http://localhost:8080");
var client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(gateway, "v1") });
var model = (await client.GetOpenAIModelClient().GetModelsAsync()).Value[0].Id;
using var chat = client.GetChatClient(model).AsIChatClient().AsBuilder().UseFunctionInvocation().Build();

Console.WriteLine("A streamed answer:");
await foreach (var update in chat.GetStreamingResponseAsync("Tell me a short story about a fox.", new ChatOptions { Temperature = 0 }))
    Console.Write(update.Text);

Console.WriteLine("\n\nAn answer as an object:");
var answer = await chat.GetResponseAsync<Person>("Give me a JSON record for a person.", new ChatOptions { Temperature = 0 });
Console.WriteLine(answer.Result);

Console.WriteLine("\nAn answer with a function that the model must call:");
var calculator = AIFunctionFactory.Create((int a, int b) => a + b, "add", "Adds two numbers.");
var response = await chat.GetResponseAsync(
    "What is 17 + 25?", new ChatOptions { Temperature = 0, MaxOutputTokens = 200, Tools = [calculator], ToolMode = ChatToolMode.RequireAny });
foreach (var content in response.Messages.SelectMany(message => message.Contents))
{
    Console.WriteLine(content switch
    {
        FunctionCallContent call => $"call {call.Name}({string.Join(", ", call.Arguments!.Select(argument => $"{argument.Key}: {argument.Value}"))})",
        FunctionResultContent result => $"result {result.Result}",
        _ => content.ToString(),
    });
}

/// <summary>The form that an answer must have.</summary>
internal sealed record Person(string Name, int Age, string Job);
