global using CsCheck;
global using SpecMesh.Testing;
global using Xunit;
