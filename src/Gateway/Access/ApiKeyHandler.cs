using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Primitives;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Access;

/// <summary>
/// Finds out who calls, by the key in <c>Authorization: Bearer</c> or, as Anthropic's clients send it, in <c>x-api-key</c>.
/// </summary>
internal sealed class ApiKeyHandler(KeyRing keys) : IAuthenticationHandler
{
    public const string Scheme = "ApiKey";
    public const string KeyHeader = "x-api-key";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync()
    {
        if (keys.Find(SentKey()) is not { } caller)
            return Task.FromResult(AuthenticateResult.NoResult());
        _context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        var sent = SentKey() is not null;
        _context.Response.Headers.WWWAuthenticate = sent ? """Bearer realm="specmesh", error="invalid_token" """.Trim() : """Bearer realm="specmesh" """.Trim();
        throw sent ? ApiErrors.UnknownKey() : ApiErrors.NoKey();
    }

    // A key is for all or nothing: nothing is ever forbidden to one.
    public Task ForbidAsync(AuthenticationProperties? properties) => ChallengeAsync(properties);

    private string? SentKey() =>
        AuthenticationHeaderValue.TryParse(_context.Request.Headers.Authorization, out var authorization)
        && authorization.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? authorization.Parameter ?? ""
            : Sent(_context.Request.Headers[KeyHeader]);

    private static string? Sent(StringValues header) => header is [{ Length: > 0 } key] ? key : null;
}
