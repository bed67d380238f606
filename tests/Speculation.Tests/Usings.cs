global using CsCheck;
global using SpecMesh.Speculation.Sampling;
global using SpecMesh.Speculation.Sampling.Filters;
global using SpecMesh.Speculation.Sampling.Noise;
global using Xunit;
