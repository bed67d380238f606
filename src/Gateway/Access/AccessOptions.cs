namespace SpecMesh.Gateway.Access;

/// <summary>Who may call the gateway. Settings under <c>Gateway</c>; both can be changed while it runs.</summary>
public sealed class AccessOptions
{
    public const string Section = "Gateway";

    /// <summary>Keys by the name of whom they were given to. Without any, here or in the file, everyone may call.</summary>
    public Dictionary<string, ApiKeyOptions> ApiKeys { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A JSON file with more keys: an object of the same shape. Read anew every two seconds.</summary>
    public string? ApiKeysFile { get; set; }
}

/// <summary>One key.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>SHA-256 of the key in hexadecimal, with <c>sha256:</c> before it or without.</summary>
    public string Hash { get; set; } = "";

    /// <summary>Instead of <c>Gateway:Limits:RequestsPerMinute</c>. 0: no limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Instead of <c>Gateway:Limits:TokensPerMinute</c>. 0: no limit.</summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>Instead of <c>Gateway:Limits:Concurrency</c>. 0: no limit.</summary>
    public int? Concurrency { get; set; }
}
