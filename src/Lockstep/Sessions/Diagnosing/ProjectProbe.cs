using Lockstep.Tree;

namespace Lockstep.Sessions.Diagnosing;

/// <summary>Tells about a project what a diagnosis needs to know.</summary>
public static class ProjectProbe
{
    /// <summary>Counts the directories that a watch would have to watch, the project's own among them. It counts as one of the project's runs.</summary>
    /// <exception cref="SyncException">The project cannot be scanned.</exception>
    public static async Task<int> CountDirectoriesAsync(ProjectView project)
    {
        try
        {
            return 1 + CountIn((await project.ScanAsync()).Result.Snapshot.Entries);
        }
        finally
        {
            project.LetGoOfScan();
        }
    }

    private static int CountIn(EntryList list)
    {
        int count = 0;
        for (int i = 0; i < list.Count; i++)
        {
            count += list[i].IsDirectory ? 1 + CountIn(list.ChildrenAt(i)) : 0;
        }

        return count;
    }
}
