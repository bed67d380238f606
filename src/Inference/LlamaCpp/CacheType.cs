namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Number format of the KV cache. The values are those of <c>ggml_type</c>.</summary>
public enum CacheType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    BF16 = 30,
}
