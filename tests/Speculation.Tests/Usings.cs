global using CsCheck;
global using SpecMesh.Speculation.Sampling;
global using Xunit;
