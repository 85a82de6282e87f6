using System.Text.Json;
using System.Xml.Linq;
using Lockstep.Tests.Architecture;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, E23: a package of the same name in another source, or of another content under the same version, gets into the build. One source is named, and
/// the locks that <c>build/locked</c> holds the restore to know each package with its hash.
/// </summary>
public sealed class PackageFromElsewhereTests
{
    private static readonly string[] Projects = ["Lockstep", "Lockstep.Agent", "Lockstep.Cli", "Lockstep.Tests", "Lockstep.InteropTests"];

    [Fact]
    public void Packages_come_from_one_source_whatever_a_machine_has_configured()
    {
        XElement configuration = XDocument.Load(SourceTree.PathOf("nuget.config")).Root!;

        Assert.Equal(["clear", "add nuget.org https://api.nuget.org/v3/index.json"], configuration.Element("packageSources")!.Elements().Select(Describe));
        XElement[] mappings = [.. configuration.Element("packageSourceMapping")!.Elements()];
        Assert.Equal(["clear", "packageSource nuget.org"], mappings.Select(Describe));
        Assert.Equal("*", (string?)Assert.Single(mappings[1].Elements("package")).Attribute("pattern"));
    }

    [Fact]
    public void Every_package_is_locked_with_its_version_and_hash()
    {
        Dictionary<string, string> versions = XDocument.Load(SourceTree.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => (string)package.Attribute("Include")!, package => (string)package.Attribute("Version")!);
        HashSet<string> locked = [];
        foreach (string project in Projects)
        {
            using var locks = JsonDocument.Parse(File.ReadAllBytes(SourceTree.PathOf($"build/locks/{project}.json")));
            foreach (JsonProperty package in locks.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject()))
            {
                if (package.Value.GetProperty("type").GetString() == "Project")
                {
                    continue;
                }

                Assert.Equal(64, Convert.FromBase64String(package.Value.GetProperty("contentHash").GetString()!).Length);
                if (versions.TryGetValue(package.Name, out string? version))
                {
                    Assert.Equal((package.Name, version), (package.Name, package.Value.GetProperty("resolved").GetString()));
                    locked.Add(package.Name);
                }
            }
        }

        Assert.Equal(versions.Keys.Order(StringComparer.Ordinal), locked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_locks_are_held_before_anything_is_built()
    {
        string[] lines = [.. File.ReadLines(SourceTree.PathOf("test")).Select(line => line.Trim())];

        int locked = Array.FindIndex(lines, line => line.StartsWith("build/locked", StringComparison.Ordinal));
        int built = Array.FindIndex(lines, line => line.StartsWith("build/client", StringComparison.Ordinal));
        Assert.InRange(locked, 0, built - 1);
        Assert.EndsWith("/../test\"", File.ReadAllText(SourceTree.PathOf(".ci/run")).TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("RestoreLockedMode=true", File.ReadAllText(SourceTree.PathOf("build/locked")), StringComparison.Ordinal);
    }

    private static string Describe(XElement element) =>
        string.Join(' ', ((string?[])[element.Name.LocalName, (string?)element.Attribute("key"), (string?)element.Attribute("value")]).OfType<string>());
}
