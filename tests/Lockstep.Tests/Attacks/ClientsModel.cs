using Lockstep.Sessions;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>What is known of each checkout without asking the product: what it and the target last agreed on, path by path.</summary>
internal sealed class ClientsModel(SeveralCheckouts scene, IReadOnlyList<string> paths)
{
    private readonly Dictionary<string, string?>?[] _held = new Dictionary<string, string?>?[scene.People.Length];

    /// <summary>What stands at each path of a tree.</summary>
    public Dictionary<string, string?> Read(LiveTree tree) => paths.ToDictionary(path => path, path => ReadFile(tree, path));

    /// <summary>
    /// A push, or a watch: what it changed on the target is what the project has, the project changed it since it last agreed with the target, and nobody else did.
    /// </summary>
    public void AssertRevertsNothing(int person, Dictionary<string, string?> before, Dictionary<string, string?> after)
    {
        Dictionary<string, string?> held = _held[person] ?? before, mine = Read(scene.People[person].Tree);
        foreach (string path in paths.Where(path => before[path] != after[path]))
        {
            Assert.True(after[path] == mine[path], $"{path} became '{after[path]}', which is not the project's '{mine[path]}'");
            Assert.True(mine[path] != held[path], $"{path} was '{before[path]}' and was reverted to '{mine[path]}', which this project did not change");
            Assert.True(before[path] == held[path], $"{path} was '{before[path]}' by somebody else, and was overwritten by '{mine[path]}'; the project knew '{held[path]}'");
        }
    }

    /// <summary>A pull: what it changed in the project was not changed there since it last agreed with the target.</summary>
    public void AssertOverwritesNothing(int person, Dictionary<string, string?> before, Dictionary<string, string?> target)
    {
        Dictionary<string, string?> after = Read(scene.People[person].Tree);
        foreach (string path in paths.Where(path => before[path] != after[path]))
        {
            Assert.True(after[path] == target[path], $"{path} became '{after[path]}', which is not the target's '{target[path]}'");
            Assert.True(before[path] is null || _held[person] is not { } held || before[path] == held[path], $"{path} was the project's own '{before[path]}' and was overwritten by a pull");
        }
    }

    /// <summary>After a run that succeeded: where both have the same they agree, and at the first contact on everything that the project was given or gave.</summary>
    public void Agree(int person, Dictionary<string, string?> before)
    {
        Dictionary<string, string?> mine = Read(scene.People[person].Tree), there = Read(scene.Target), held = _held[person] ??= new(before);
        foreach (string path in paths.Where(path => mine[path] == there[path]))
        {
            held[path] = mine[path];
        }
    }

    /// <summary>After an undo from a checkout: it holds what it put back.</summary>
    public void TakeBack(int person, Dictionary<string, string?> before)
    {
        Dictionary<string, string?> there = Read(scene.Target);
        foreach (string path in paths.Where(path => before[path] != there[path]))
        {
            _held[person]?[path] = there[path];
        }
    }

    public bool Knows(int person) => _held[person] is not null;

    private static string? ReadFile(LiveTree tree, string path) =>
        tree.TryStat(RelativePath.Parse(path), out var status) && status.Type == EntryType.File ? SeveralCheckouts.Read(tree, path) : null;
}
