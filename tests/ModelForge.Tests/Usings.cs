global using CsCheck;
global using SpecMesh.ModelForge.Gguf;
global using Xunit;
