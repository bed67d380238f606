global using CsCheck;
global using SpecMesh.Inference.Scripted;
global using SpecMesh.Testing;
global using SpecMesh.Testing.Nodes;
global using SpecMesh.V1;
global using Xunit;
