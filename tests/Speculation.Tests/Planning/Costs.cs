using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

/// <summary>Cost models that have seen an engine of a known price.</summary>
internal static class Costs
{
    private const int Observations = 8;

    /// <summary>A model that saw every shape of up to 8 sequences and 16 rows.</summary>
    /// <param name="milliseconds">Price of a pass by sequences and rows of each.</param>
    public static CostModel Learned(Func<int, int, double> milliseconds)
    {
        var model = new CostModel();
        for (var i = 0; i < Observations; i++)
        {
            for (var sequences = 1; sequences <= 8; sequences++)
            {
                for (var rows = 1; rows <= 16; rows++)
                    model.Observe(new PassShape(sequences, rows, 0), TimeSpan.FromMilliseconds(milliseconds(sequences, rows)));
            }
        }

        return model;
    }
}
