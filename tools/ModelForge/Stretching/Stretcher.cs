using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>Carries out a <see cref="StretchPlan"/>: reads and writes row by row, so that memory holds one row of each.</summary>
internal static class Stretcher
{
    /// <summary>Writes the larger model. A file that is not finished is removed.</summary>
    /// <param name="source">The smaller model.</param>
    /// <param name="plan">What to make of it.</param>
    /// <param name="output">The file to write; it must not exist.</param>
    /// <param name="seed">Chooses the added weights.</param>
    /// <param name="progress">Gets the bytes of tensor data that are written so far.</param>
    /// <param name="cancellationToken">Stops after a tensor's row.</param>
    /// <exception cref="ForgeException">A file cannot be read or written.</exception>
    public static void Write(GgufFile source, StretchPlan plan, string output, int seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // Nobody shall find half a model under the name of a whole one.
        var partial = output + ".partial";
        try
        {
            using (var input = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 18))
            using (var writer = new GgufWriter(partial))
                WriteAll(source, input, plan, writer, seed, progress, cancellationToken);
            File.Move(partial, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"Stretching to '{output}' failed: {e.Message}", e);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void WriteAll(
        GgufFile source, FileStream input, StretchPlan plan, GgufWriter writer, int seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var alignment = source.Alignment;
        writer.WriteHeader(plan.Metadata, GgufWriter.Place(plan.Tensors.Select(tensor => tensor.Target), alignment), alignment);
        var done = 0L;
        foreach (var tensor in plan.Tensors)
        {
            if (tensor.Source is { } from)
                input.Position = source.DataStart + from.Offset;
            var row = new RowStretcher(tensor, seed);
            for (var index = 0L; index < tensor.Target.Rows; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.Write(row.Next(input));
            }

            writer.Pad(alignment);
            done += tensor.Target.Bytes!.Value;
            progress?.Report(done);
        }
    }
}
