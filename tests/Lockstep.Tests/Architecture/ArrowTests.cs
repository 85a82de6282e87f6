using System.Reflection;
using Lockstep.Cli.Commands;
using Lockstep.Portable;
using Lockstep.Tree;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// Which folder may use which, and what pure folders may not touch, as docs/architecture.md draws it. A folder is the part of the namespace
/// after <c>Lockstep</c>; what is in <c>Lockstep</c> itself (exceptions, exit codes) is everybody's.
/// </summary>
public sealed class ArrowTests
{
    private static readonly Assembly Library = typeof(Snapshot).Assembly;

    private static readonly Assembly CommandLine = Assembly.Load("Lockstep.Cli");

    private static readonly Assembly Portable = typeof(PortablePlatform).Assembly;

    private static readonly string[] Pure = ["Tree", "Filters", "Delta", "Plan", "Wire"];

    /// <summary>Types, and members of types that are pure otherwise.</summary>
    private static readonly string[] ForbiddenToPure =
    [
        "System.Console", "System.DateTime", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Environment", "System.TimeProvider",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch",
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream",
        "System.IO.FileSystemInfo",
        "System.IO.Path.Exists", "System.IO.Path.GetFullPath", "System.IO.Path.GetTempPath", "System.IO.Path.GetTempFileName",
        "System.IO.RandomAccess", "Microsoft.Win32.SafeHandles.SafeFileHandle",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask",
        "System.Threading.Tasks.Parallel",
    ];

    /// <summary>Each folder with the folders it may use.</summary>
    public static TheoryData<string, string> Arrows => new()
    {
        { "Tree", "" },
        { "Filters", "Tree" },
        { "Delta", "Tree" },
        { "Plan", "Tree" },
        { "Wire", "Tree Filters Delta Plan" },
        { "Native", "Tree" },
        { "Owners", "Tree Native" },
        { "Files", "Tree Filters Delta Plan Native Owners" },
        { "Watching", "Tree Filters Delta Plan Native" },
        { "Processes", "Tree Native" },
        { "Transport", "Tree Native Processes" },
        { "Sessions", "Tree Filters Delta Plan Native Owners Files Watching Processes Transport Wire" },
        { "Rsync", "Tree Native Files Processes Transport" },
        { "Portable", "Tree Native" },
        { "Cli", "Tree Filters Plan Native Owners Wire Sessions Rsync Portable" },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_folder_uses_only_what_its_arrows_point_to(string folder, string allowed)
    {
        string[] reachable = [folder, "", .. allowed.Split(' ')];
        IEnumerable<string> violations = UsesIn(folder)
            .Select(use => (use.User, Used: TypeOf(use.Used)))
            .Where(use => FolderOf(use.Used) is { } used && !reachable.Contains(used))
            .Select(use => $"{use.User} uses {use.Used}");

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void Every_folder_has_its_arrows()
    {
        string[] known = [.. Arrows.Select(row => row.Data.Item1)];

        Assert.Empty(Types().Select(FolderOf).OfType<string>().Where(folder => folder.Length > 0).Distinct().Except(known));
    }

    [Fact]
    public void Pure_folders_touch_no_file_clock_environment_console_or_task()
    {
        IEnumerable<string> violations = Pure.SelectMany(UsesIn)
            .Where(use => IsForbiddenToPure(use.Used))
            .Select(use => $"{use.User} uses {TypeOf(use.Used)}.{use.Used.Name}");

        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void Foreign_functions_are_called_in_Native_and_Portable_alone()
    {
        IEnumerable<MethodBase> foreign = Types()
            .SelectMany(CodeUses.MethodsOf)
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl));

        Assert.DoesNotContain(foreign, method => FolderOf(method.DeclaringType!) is not ("Native" or "Portable"));
    }

    /// <summary>
    /// The framework's Process looks for programs in the current directory, which may be a foreign project's. Where there is
    /// nothing else, one place names them by their paths.
    /// </summary>
    [Fact]
    public void No_program_is_started_by_the_framework_but_where_nothing_else_can()
    {
        IEnumerable<string> violations = Types().Where(type => type.Namespace != "Lockstep.Portable.Processes")
            .SelectMany(type => CodeUses.Of(type).Select(used => (User: type, Used: FullNameOf(TypeOf(used)))))
            .Where(use => use.Used is "System.Diagnostics.Process" or "System.Diagnostics.ProcessStartInfo")
            .Select(use => $"{use.User} uses {use.Used}");

        Assert.Empty(violations.Distinct());
    }

    /// <summary>The agent runs on Linux, and each kilobyte of it is uploaded to every host.</summary>
    [Fact]
    public void The_agent_does_not_refer_to_what_other_systems_need()
    {
        string project = File.ReadAllText(SourceTree.PathOf("src/Lockstep.Agent/Lockstep.Agent.csproj"));

        Assert.DoesNotContain("Lockstep.Portable", project);
        Assert.DoesNotContain(Library.GetReferencedAssemblies(), reference => reference.Name == Portable.GetName().Name);
    }

    [Fact]
    public void The_reader_of_code_sees_what_is_used()
    {
        string[] uses = [.. CodeUses.Of(typeof(Violator)).Select(TypeOf).Select(FullNameOf)];

        Assert.Contains("System.IO.File", uses);
        Assert.Contains("System.DateTime", uses);
        Assert.Contains("Lockstep.Tree.Snapshot", uses);
        Assert.DoesNotContain("System.Console", uses);
    }

    private static IEnumerable<Type> Types() => [.. Library.GetTypes(), .. CommandLine.GetTypes(), .. Portable.GetTypes()];

    private static IEnumerable<(Type User, MemberInfo Used)> UsesIn(string folder) =>
        Types().Where(type => FolderOf(type) == folder).SelectMany(type => CodeUses.Of(type).Select(used => (type, used)));

    private static Type TypeOf(MemberInfo member) => member as Type ?? member.DeclaringType!;

    /// <summary>A type's name with its namespace, without what makes it generic.</summary>
    private static string FullNameOf(Type type) => $"{type.Namespace}.{type.Name.Split('`')[0]}";

    /// <summary>The folder of a type of ours; null for one that is not.</summary>
    private static string? FolderOf(Type type)
    {
        string[] parts = (type.Namespace ?? "").Split('.');
        bool isOurs = parts[0] == "Lockstep" && (type.Assembly == Library || type.Assembly == CommandLine || type.Assembly == Portable);
        return isOurs ? parts.ElementAtOrDefault(1) ?? "" : null;
    }

    /// <summary>Code that the compiler writes for <c>yield return</c> asks for its thread: that is allowed.</summary>
    private static bool IsForbiddenToPure(MemberInfo member)
    {
        string type = FullNameOf(TypeOf(member));
        bool isOfIterators = member.Name == "get_CurrentManagedThreadId" || member == typeof(Environment);
        return !isOfIterators && (ForbiddenToPure.Contains(type) || ForbiddenToPure.Contains($"{type}.{member.Name}"));
    }

    private static class Violator
    {
        public static bool Violate(Lazy<Snapshot[]> trees) => File.Exists(DateTime.Now.ToString()) && trees.IsValueCreated;
    }
}
