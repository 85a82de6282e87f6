using System.Text;
using Lockstep.Files;
using Lockstep.Filters;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.InteropTests.Filters;

/// <summary>The simplest scanner there is: lists what the filters send, to be compared with git's own list.</summary>
internal static class FilterWalker
{
    /// <summary>The files sent, as paths relative to the project, sorted.</summary>
    internal static List<string> ListFiles(string project, FilterOptions options)
    {
        Assert.True(FilterSet.TryCreate(options, out var filters, out var error), error?.ToString());
        var sent = new List<string>();
        List(project, "", filters.Root(ReadRuleFiles(project), GitRepository.Discover(project)?.Repository), sent);
        sent.Sort(StringComparer.Ordinal);
        return sent;
    }

    internal static RuleFiles ReadRuleFiles(string directory) => new()
    {
        GitIgnore = ReadRegular(Path.Combine(directory, ".gitignore")),
        LockstepIgnore = ReadRegular(Path.Combine(directory, ".lockstepignore")),
        Git = GitRepository.Open(directory)?.Facts,
    };

    private static void List(string directory, string prefix, DirectoryFilter filter, List<string> sent)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            var isDirectory = entry is DirectoryInfo && entry.LinkTarget is null;
            var name = Encoding.UTF8.GetBytes(entry.Name);
            var verdict = filter.Judge(name, isDirectory);
            if (verdict.Kind == VerdictKind.Protect)
            {
                continue;
            }

            if (isDirectory)
            {
                var files = verdict.Kind == VerdictKind.Send ? ReadRuleFiles(entry.FullName) : default;
                List(entry.FullName, prefix + entry.Name + "/", filter.Enter(name, files), sent);
            }
            else
            {
                sent.Add(prefix + entry.Name);
            }
        }
    }

    private static byte[]? ReadRegular(string path) => File.Exists(path) && new FileInfo(path).LinkTarget is null ? File.ReadAllBytes(path) : null;
}
