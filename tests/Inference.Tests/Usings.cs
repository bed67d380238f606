global using CsCheck;
global using SpecMesh.Inference.Engine;
global using Xunit;
