using Lockstep.Cli.Commands;
using Lockstep.Cli.Json.Schema;
using Lockstep.Cli.Settings;
using Lockstep.Tests.Architecture;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>That the schemas among the documents are those of the source, and say what the documents say.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData(ManualVerb.EventSchemaName)]
    [InlineData(ManualVerb.SettingsSchemaName)]
    public void A_schema_among_the_documents_is_the_source_s(string name)
    {
        string schema = name == ManualVerb.EventSchemaName ? EventSchema.Write() : SettingsSchema.Write();
        Assert.True(File.ReadAllText(SourceTree.PathOf($"docs/{name}")) == schema, $"docs/{name} is not of this source: build/schemas writes it anew");
    }

    [Fact]
    public void Each_event_stands_in_the_documents()
    {
        string text = File.ReadAllText(SourceTree.PathOf("docs/configuration.md")) + File.ReadAllText(SourceTree.PathOf("docs/watching.md"));
        Assert.All(EventDefinitions.All, definition => Assert.Contains($"`{definition.Name}`", text, StringComparison.Ordinal));
    }
}
