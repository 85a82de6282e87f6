using Lockstep.Cli.Manual;
using Lockstep.Cli.Settings;
using Lockstep.Tests.Architecture;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>That the table of keys, from which manual and schema come, says what the settings file's reader takes.</summary>
public sealed class SettingsKeysTests
{
    public static TheoryData<string> Tables => [.. SettingsKeys.ByTable.Select(table => table.Key).Where(table => table is not ("" or "[group]"))];

    public static TheoryData<string, string> Keys => [.. SettingsKeys.All.Select(key => new TheoryDataRow<string, string>(key.Table, key.Name))];

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_reader_of_a_table_knows_the_same_keys(string table)
    {
        SettingsException failure = Assert.Throws<SettingsException>(() => Parse($"{Header(table)}\nzzzzzzzzzzzzzzzz = 1"));
        string[] known = failure.Message.Split("known keys: ")[1].Split('\n')[0].Split(", ");
        Assert.Equal(SettingsKeys.All.Where(key => key.Table == table).Select(key => key.Name).Order(), known.Order());
    }

    [Fact]
    public void The_top_of_the_file_has_these_keys_and_the_tables()
    {
        SettingsException failure = Assert.Throws<SettingsException>(() => Parse("zzzzzzzzzzzzzzzz = 1"));
        string[] known = failure.Message.Split("known keys: ")[1].Split('\n')[0].Split(", ");
        IEnumerable<string> written = SettingsKeys.All.Select(key => key.Table.Length == 0 ? key.Name : key.Table.Trim('[', ']').Split('.')[0]);
        Assert.Equal(written.Distinct().Order(), known.Order());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Example_and_words_of_a_key_are_taken(string table, string name)
    {
        SettingsKey key = SettingsKeys.All.Single(key => key.Table == table && key.Name == name);
        string[] values = [key.Example, .. key.Name == "preserve" ? [] : key.Words.Select(word => $"\"{word}\"")];
        Assert.All(values, value => Parse(Settings(key, value)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Manual_and_documents_have_each_key(string table, string name)
    {
        Assert.Contains($"\\fB{name}\\fR", SettingsPage.Write(), StringComparison.Ordinal);
        string text = File.ReadAllText(SourceTree.PathOf("docs/configuration.md"));
        Assert.Contains(table.Length == 0 ? $"| `{name}` |" : $"| `{table} {name}` ", text, StringComparison.Ordinal);
    }

    private static string Settings(SettingsKey key, string value)
    {
        IEnumerable<string> needed = SettingsKeys.All
            .Where(other => other.Table == key.Table && other.IsNeeded && other != key)
            .Select(other => $"{other.Name} = {other.Example}");
        string target = key.Table == "[group]" ? "[target.NAME]\naddress = \"h:\"\n" : "";
        string keyName = key.Table == "[group]" ? "all" : key.Name;
        return $"{target}{key.Table}\n{keyName} = {value}\n{string.Join('\n', needed)}\n";
    }

    private static string Header(string table) =>
        $"{table}\n{string.Join('\n', SettingsKeys.All.Where(key => key.Table == table && key.IsNeeded).Select(key => $"{key.Name} = {key.Example}"))}";

    private static Configuration Parse(string text) => SettingsFile.Parse(text, "lockstep.toml", "/project", "/home/me", isProjects: true);
}
